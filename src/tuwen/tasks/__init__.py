"""One verb a file: estimators with scikit-learn's manners."""
