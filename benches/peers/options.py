"""Times options in each Python library: their price with five Greeks, the volatility of their price, or the price of
American puts.

    options.py TASK TERMS COUNT SECONDS

TASK is price, impliedVolatility or americanPrice. TERMS is a file of eight columns of COUNT float64: sign, spot, strike,
volatility, years, rate, coin rate (as dividend yield), price. Prints one JSON line for each library: its
version, the median milliseconds for all options, and the largest error, of the price or of the
volatility against the columns. What a library imports or compiles on its first call is not counted: the
first run is thrown away.
"""

import json
import statistics
import sys
import time
import warnings
from importlib.metadata import version

import numpy as np

warnings.filterwarnings("ignore")

task, path, count, seconds = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
columns = np.fromfile(path).reshape(8, count)
sign, spot, strike, volatility, years, rate, coin_rate, price = columns
flags = ["c" if w > 0 else "p" for w in sign]
rows = list(zip(flags, *columns[1:].tolist(), strict=True))


# --- QuantLib: its closed form, one option after the other


def quantlib_price():
    from math import exp, sqrt

    import QuantLib as ql

    found = []
    for flag, s, k, v, t, r, q, _ in rows:
        payoff = ql.PlainVanillaPayoff(ql.Option.Call if flag == "c" else ql.Option.Put, k)
        black = ql.BlackCalculator(payoff, s * exp((r - q) * t), v * sqrt(t), exp(-r * t))
        black.delta(s), black.gamma(s), black.vega(t), black.theta(s, t), black.rho(t)
        found.append(black.value())
    return found


def quantlib_volatility():
    from math import exp, sqrt

    import QuantLib as ql

    found = []
    for flag, s, k, _, t, r, q, p in rows:
        right = ql.Option.Call if flag == "c" else ql.Option.Put
        deviation = ql.blackFormulaImpliedStdDevLiRS(
            right, k, s * exp((r - q) * t), p, exp(-r * t), 0.0, ql.nullDouble(), 1.0, 1e-13, 100
        )
        found.append(deviation / sqrt(t))
    return found


# --- vollib, one option after the other; its inverse is Jäckel's


def vollib_price():
    from vollib.black_scholes_merton import black_scholes_merton
    from vollib.black_scholes_merton.greeks.analytical import delta, gamma, rho, theta, vega

    found = []
    for flag, s, k, v, t, r, q, _ in rows:
        for greek in (delta, gamma, vega, theta, rho):
            greek(flag, s, k, t, r, v, q)
        found.append(black_scholes_merton(flag, s, k, t, r, v, q))
    return found


def vollib_volatility():
    from vollib.black_scholes_merton.implied_volatility import implied_volatility

    return [implied_volatility(p, s, k, t, r, q, flag) for flag, s, k, _, t, r, q, p in rows]


# --- American puts by QuantLib's engine after Andersen, Lake and Offengenden: one process and one engine for each


def quantlib_american(scheme):
    import QuantLib as ql

    today = ql.Date(1, 1, 2026)
    ql.Settings.instance().evaluationDate = today
    calendar, counter = ql.NullCalendar(), ql.Actual365Fixed()
    options = []
    for _, s, k, v, t, r, q, _ in rows:
        curve = lambda value: ql.YieldTermStructureHandle(ql.FlatForward(today, value, counter))  # noqa: E731
        surface = ql.BlackVolTermStructureHandle(ql.BlackConstantVol(today, calendar, v, counter))
        process = ql.BlackScholesMertonProcess(ql.QuoteHandle(ql.SimpleQuote(s)), curve(q), curve(r), surface)
        exercise = ql.AmericanExercise(today, today + round(365 * t))
        option = ql.VanillaOption(ql.PlainVanillaPayoff(ql.Option.Put, k), exercise)
        option.setPricingEngine(ql.QdFpAmericanEngine(process, getattr(ql.QdFpAmericanEngine, scheme)()))
        options.append(option)

    def run():
        found = []
        for option in options:
            option.recalculate()
            found.append(option.NPV())
        return found

    return run


tasks = {
    "price": {"QuantLib": quantlib_price, "vollib": vollib_price},
    "impliedVolatility": {"QuantLib": quantlib_volatility, "vollib": vollib_volatility},
}
if task == "americanPrice":
    tasks[task] = {
        "QuantLib fast scheme": quantlib_american("fastScheme"),
        "QuantLib accurate scheme": quantlib_american("accurateScheme"),
    }
expected = volatility if task == "impliedVolatility" else price

for library, run in tasks[task].items():
    line = {"library": library, "version": version(library.split()[0])}
    try:
        found = np.asarray(run(), dtype=float).reshape(-1)
        times, end = [], time.perf_counter() + seconds
        while len(times) < 3 or time.perf_counter() < end:
            start = time.perf_counter()
            run()
            times.append((time.perf_counter() - start) * 1000)
            if times[-1] > 1000 * seconds:
                break
        error = float(np.abs(found - expected).max())
        line |= {"milliseconds": statistics.median(times), "runs": len(times), "largestError": error}
    except Exception as error:  # a library that cannot do it is a result as well
        line["error"] = f"{type(error).__name__}: {error}"[:200]
    print(json.dumps(line), flush=True)
