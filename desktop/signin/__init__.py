"""S1 and S1b: sign in, choose the role of the session, read the statement at first start."""

from desktop.signin.page import SignInPage

__all__ = ["SignInPage"]
