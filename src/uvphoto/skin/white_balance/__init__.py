"""White balance of an uncontrolled photo: from a colour card in it, the white of the eyes, or the skin."""

from uvphoto.skin.white_balance.balance import UNBALANCED, Balance, Method, apply
from uvphoto.skin.white_balance.find import find_balance

__all__ = ["UNBALANCED", "Balance", "Method", "apply", "find_balance"]
