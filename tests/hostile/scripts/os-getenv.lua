-- Reads the surroundings.
-- harm: output secret
print(os.getenv("HOSTILE"))
