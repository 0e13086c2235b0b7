import sys
from pathlib import Path

# pytest's importlib mode does not find what stands beside a test.
sys.path.insert(0, str(Path(__file__).parent))
