-- Ready code instead of text.
-- harm: output 42
print(load(string.dump(function() return 6 * 7 end), "x", "b")())
