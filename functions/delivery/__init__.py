"""The steps of the export machine, statemachines/export.asl.json."""
