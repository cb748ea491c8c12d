-- The state's own table.
-- harm: output table
print(type(debug.getregistry()))
