"""Times one task in each Python library that has it.

    peers.py TASK PRICES ROWS ASSETS SECONDS

PRICES is a file of ROWS x ASSETS float64, the newest day last. Prints one JSON line for each library:
its version, the median milliseconds from prices to weights, and the weights. What a library imports or
compiles on its first call is not counted: the first run is thrown away.
"""

import json
import statistics
import sys
import time
import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")

task, path, rows, assets, seconds = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
dates = pd.date_range("2020-01-01", periods=rows)
names = [f"A{i}" for i in range(assets)]
prices = pd.DataFrame(np.fromfile(path).reshape(rows, assets), dates, names)


def ordered(weights):
    return [float(weights[name]) for name in names]


# --- PyPortfolioOpt


def pypfopt_frontier():
    from pypfopt import EfficientFrontier, expected_returns, risk_models

    mean = expected_returns.mean_historical_return(prices, compounding=False, frequency=365)
    return EfficientFrontier(mean, risk_models.sample_cov(prices, frequency=365), solver="CLARABEL")


def pypfopt_minimum_variance():
    return ordered(pypfopt_frontier().min_volatility())


def pypfopt_maximum_ratio():
    return ordered(pypfopt_frontier().max_sharpe(risk_free_rate=0))


def pypfopt_hierarchical():
    from pypfopt import HRPOpt

    return ordered(HRPOpt(prices.pct_change().dropna()).optimize())


def pypfopt_cvar():
    from pypfopt import EfficientCVaR, expected_returns

    mean = expected_returns.mean_historical_return(prices, compounding=False, frequency=365)
    returns = prices.pct_change().dropna()
    return ordered(EfficientCVaR(mean, returns, beta=0.95, solver="CLARABEL").min_cvar())


def pypfopt_points():
    """Fifty points evenly spaced in return, from the least variance to the greatest mean."""
    line = pypfopt_frontier()
    line.min_volatility()
    least = line.portfolio_performance()[0]
    greatest = float(line.expected_returns.max())
    for target in np.linspace(least, greatest, 50)[:-1]:
        line = pypfopt_frontier()
        weights = line.efficient_return(target)
    return ordered(weights)


# --- skfolio


def skfolio_fit(make):
    from skfolio.preprocessing import prices_to_returns

    return list(map(float, make().fit(prices_to_returns(prices)).weights_))


def skfolio_mean_risk(objective, measure="VARIANCE"):
    from skfolio import RiskMeasure
    from skfolio.optimization import MeanRisk, ObjectiveFunction

    return skfolio_fit(
        lambda: MeanRisk(
            objective_function=ObjectiveFunction[objective],
            risk_measure=RiskMeasure[measure],
            solver="CLARABEL",
        )
    )


def skfolio_hierarchical():
    from skfolio.optimization import HierarchicalRiskParity

    return skfolio_fit(HierarchicalRiskParity)


def skfolio_parity():
    from skfolio import RiskMeasure
    from skfolio.optimization import RiskBudgeting

    return skfolio_fit(lambda: RiskBudgeting(risk_measure=RiskMeasure.VARIANCE, solver="CLARABEL"))


def skfolio_points():
    from skfolio.optimization import MeanRisk
    from skfolio.preprocessing import prices_to_returns

    line = MeanRisk(efficient_frontier_size=50, solver="CLARABEL").fit(prices_to_returns(prices))
    return list(map(float, line.weights_[-1]))


def skfolio_walk():
    """The solves of a walk: the 365 returns before the first day of each month."""
    from skfolio.optimization import MeanRisk
    from skfolio.preprocessing import prices_to_returns

    returns = prices_to_returns(prices)
    model = MeanRisk(solver="CLARABEL")
    for day in range(365, rows):
        if day == 365 or dates[day].day == 1:
            weights = model.fit(returns.iloc[day - 365 : day]).weights_
    return list(map(float, weights))


# --- Riskfolio-Lib


def riskfolio_portfolio():
    import riskfolio

    portfolio = riskfolio.Portfolio(returns=prices.pct_change().dropna())
    portfolio.assets_stats(method_mu="hist", method_cov="hist")
    portfolio.solvers = ["CLARABEL"]
    return portfolio


def riskfolio_classic(objective, measure="MV"):
    found = riskfolio_portfolio().optimization(model="Classic", rm=measure, obj=objective, rf=0, hist=True)
    return ordered(found["weights"])


def riskfolio_parity():
    return ordered(riskfolio_portfolio().rp_optimization(model="Classic", rm="MV", rf=0)["weights"])


def riskfolio_hierarchical():
    import riskfolio

    tree = riskfolio.HCPortfolio(returns=prices.pct_change().dropna())
    found = tree.optimization(
        model="HRP", codependence="pearson", rm="MV", linkage="single", leaf_order=False
    )
    return ordered(found["weights"])


tasks = {
    "minimumVariance": {
        "PyPortfolioOpt": pypfopt_minimum_variance,
        "skfolio": lambda: skfolio_mean_risk("MINIMIZE_RISK"),
        "Riskfolio-Lib": lambda: riskfolio_classic("MinRisk"),
    },
    "maximumRatio": {
        "PyPortfolioOpt": pypfopt_maximum_ratio,
        "skfolio": lambda: skfolio_mean_risk("MAXIMIZE_RATIO"),
        "Riskfolio-Lib": lambda: riskfolio_classic("Sharpe"),
    },
    "hierarchicalRiskParity": {
        "PyPortfolioOpt": pypfopt_hierarchical,
        "skfolio": skfolio_hierarchical,
        "Riskfolio-Lib": riskfolio_hierarchical,
    },
    "riskParity": {"skfolio": skfolio_parity, "Riskfolio-Lib": riskfolio_parity},
    "cvar": {
        "PyPortfolioOpt": pypfopt_cvar,
        "skfolio": lambda: skfolio_mean_risk("MINIMIZE_RISK", "CVAR"),
        "Riskfolio-Lib": lambda: riskfolio_classic("MinRisk", "CVaR"),
    },
    "walkForward": {"skfolio": skfolio_walk},
    "frontier": {"PyPortfolioOpt": pypfopt_points, "skfolio": skfolio_points},
}

for library, run in tasks[task].items():
    line = {"library": library, "version": version(library)}
    try:
        weights = run()
        times, end = [], time.perf_counter() + seconds
        while len(times) < 3 or time.perf_counter() < end:
            start = time.perf_counter()
            run()
            times.append((time.perf_counter() - start) * 1000)
            if times[-1] > 1000 * seconds:
                break
        line |= {"milliseconds": statistics.median(times), "runs": len(times), "weights": weights}
    except Exception as error:  # a library that cannot do it is a result as well
        line["error"] = f"{type(error).__name__}: {error}"[:200]
    print(json.dumps(line), flush=True)
