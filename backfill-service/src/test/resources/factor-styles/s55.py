from base_factor import BaseFactor


class ImportedBase9(BaseFactor):
    name = "Imported_Base_9"

    def calculate(self):
        data = self.load_data()
        volume = data["$volume"].unstack("instrument")
        return volume.pct_change(9).stack().to_frame(self.name)


if __name__ == "__main__":
    ImportedBase9().calculate().to_hdf("result.h5", key="data")
