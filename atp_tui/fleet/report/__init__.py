"""A fleet as text, JSON, CSV, JUnit XML and SARIF."""
