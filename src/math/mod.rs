//! Numerics that know no finance.

pub mod block_length;
pub mod chi_square;
pub mod cholesky;
pub mod complex;
pub mod cornish_fisher;
pub mod cross_product;
pub mod exponential;
pub mod gauss_legendre;
pub mod generalized_pareto;
pub mod levenberg_marquardt;
pub mod log_sum;
pub mod mills_ratio;
pub mod newey_west;
pub mod normal;
pub mod normal_quantile;
pub mod order;
pub mod order_statistics;
pub mod pivoted_cholesky;
pub mod quadratic_form;
pub mod quasi_newton;
pub mod random;
pub mod simplex_search;
pub mod student_t;
pub mod student_t_fit;
pub mod symmetric_eigen;
pub mod ziggurat;
