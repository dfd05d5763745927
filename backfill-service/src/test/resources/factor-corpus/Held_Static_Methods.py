import pandas as pd


class Held_Static_Methods:
    WINDOW = 18

    @staticmethod
    def ratio(a, b):
        return a / b.replace(0, float("nan"))

    @classmethod
    def smooth(cls, s):
        return s.groupby(level="instrument").transform(lambda x: x.rolling(cls.WINDOW).mean())

    @property
    def column(self):
        return "$volume"

    def fit_transform(self, X):
        turnover = self.ratio(X[self.column], X["$close"])
        return self.smooth(turnover).to_frame("Held_Static_Methods")
