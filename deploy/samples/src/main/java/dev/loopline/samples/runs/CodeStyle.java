package dev.loopline.samples.runs;

/** How the program of a factor is written. The column that it writes bears the factor's name in each of them. */
public enum CodeStyle {
    /** {@code calculate_<name>()}, as RD-Agent asks for. */
    CALCULATE("""
            import pandas as pd


            def calculate_@id@():
                prices = pd.read_hdf("daily_pv.h5", key="data")
            @lines@
                result = value.to_frame("@name@")
                result.to_hdf("result.h5", key="data")


            if __name__ == "__main__":
                calculate_@id@()
            """),
    /** All in {@code main()}. */
    MAIN("""
            import pandas as pd


            def main():
                prices = pd.read_hdf("daily_pv.h5", key="data").sort_index()
            @lines@
                value.to_frame("@name@").to_hdf("result.h5", key="data")


            if __name__ == "__main__":
                main()
            """),
    /** Statements one after the other. */
    SCRIPT("""
            import pandas as pd

            prices = pd.read_hdf("daily_pv.h5", key="data")
            @lines0@
            out = pd.DataFrame({"@name@": value})
            out.to_hdf("result.h5", key="data")
            """),
    /** A class with the suffix {@code Factor}. */
    CLASS("""
            import pandas as pd


            class @id@Factor:
                \"\"\"Computes its values for all stocks at once.\"\"\"

                name = "@name@"

                def run(self, prices):
            @lines2@
                    return value.to_frame(self.name)


            if __name__ == "__main__":
                table = @id@Factor().run(pd.read_hdf("daily_pv.h5", key="data"))
                table.to_hdf("result.h5", key="data")
            """),
    /** {@code factor_<name>(df)} that gives a renamed series back. */
    FACTOR_FUNCTION("""
            import pandas as pd


            def factor_@id@(prices):
            @lines@
                return value.rename("@name@")


            if __name__ == "__main__":
                factor_@id@(pd.read_hdf("daily_pv.h5", key="data")).to_frame().to_hdf("result.h5", key="data")
            """),
    /** The values become a column of the table that was read. */
    COLUMN("""
            import pandas as pd


            def compute_factor():
                prices = pd.read_hdf("daily_pv.h5", key="data")
            @lines@
                prices["@name@"] = value
                prices[["@name@"]].to_hdf("result.h5", key="data")


            compute_factor()
            """),
    /** The series gets its name by assignment. */
    SERIES_NAME("""
            import numpy as np
            import pandas as pd


            def compute(prices):
            @lines@
                value.name = "@name@"
                return value.replace([np.inf, -np.inf], np.nan)


            def save(series):
                pd.DataFrame(series).to_hdf("result.h5", key="data", mode="w")


            if __name__ == "__main__":
                save(compute(pd.read_hdf("daily_pv.h5", key="data")))
            """),
    /** Docstring and comments still show older versions. */
    OLD_REMARKS("""
            \"\"\"What it was before:

            def calculate_Former_@id@():
                return None

            class Discarded_@id@Factor:
                name = "Discarded_@id@"
            \"\"\"
            import pandas as pd

            # def factor_Abandoned_@id@(df): return df["$open"].rename("Abandoned_@id@")


            def calculate_factor():
                prices = pd.read_hdf("daily_pv.h5", key="data")
            @lines@
                value.to_frame(name="@name@").to_hdf("result.h5", key="data")


            if __name__ == "__main__":
                calculate_factor()
            """);

    private final String template;

    CodeStyle(String template) {
        this.template = template;
    }

    String source(String name, RunIdea idea) {
        String statements = String.join("\n", idea.lines());
        return template.replace("@lines0@", statements)
                .replace("@lines2@", statements.indent(8).stripTrailing())
                .replace("@lines@", statements.indent(4).stripTrailing())
                .replace("@id@", identifier(name))
                .replace("@name@", name);
    }

    private static String identifier(String name) {
        return name.replaceAll("[^\\p{L}\\p{N}_]", "_");
    }
}
