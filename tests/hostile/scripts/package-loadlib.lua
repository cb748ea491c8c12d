-- Code of the machine.
-- harm: output loaded
print(package.loadlib("libm.so.6", "*") and "loaded")
