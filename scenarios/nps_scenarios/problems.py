"""What is wrong with a set-up: errors that end a command with exit code 3."""


class SetUpError(Exception):
    """Something the user can put right: a file, an address, a program.

    The text is one clear sentence that says what came, where, and what to do. It lives in the
    lowest package so that all may raise it; the `nps` command prints it.
    """


class FileError(SetUpError):
    """A file that does not follow its grammar."""

    def __init__(self, *, file: str, line: int, problem: str, hint: str = "") -> None:
        super().__init__(f"{file}, line {line}: {problem}{f' {hint}' if hint else ''}")
        self.file = file
        self.line = line
        self.problem = problem
