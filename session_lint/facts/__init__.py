"""What one file says, lowered from LibCST's tree to small frozen values."""
