import helpers

frame = helpers.prepare(helpers.source())
frame["ratio"] = frame["$open"].groupby(level="instrument").shift(3) / frame["$open"]
helpers.save(frame[["ratio"]].rename(columns={"ratio": "Imported_Derived_3"}))
