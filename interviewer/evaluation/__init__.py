"""How good the graders are: agreement with people's or readers' levels, and grading of files."""
