"""Times a volatility model in the library arch.

    volatility.py TASK PRICES SECONDS

PRICES is a file of float64. Prints one JSON line: version, the median milliseconds from prices to parameters with their
errors, and the log-likelihood of returns as decimals. arch is handed returns in percent, as it asks for.
"""

import json
import math
import statistics
import sys
import time
import warnings
from importlib.metadata import version

import numpy as np
from arch import arch_model

warnings.filterwarnings("ignore")

task, path, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3])
prices = np.fromfile(path)


def run():
    returns = 100 * np.diff(np.log(prices))
    fit = arch_model(returns, o=1 if task == "gjrGarch" else 0).fit(disp="off")
    fit.std_err
    return fit.loglikelihood + len(returns) * math.log(100)


line = {"library": "arch", "version": version("arch")}
try:
    likelihood = run()
    times, end = [], time.perf_counter() + seconds
    while len(times) < 3 or time.perf_counter() < end:
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    line |= {"milliseconds": statistics.median(times), "runs": len(times), "logLikelihood": likelihood}
except Exception as error:  # a library that cannot do it is a result as well
    line["error"] = f"{type(error).__name__}: {error}"[:200]
print(json.dumps(line), flush=True)
