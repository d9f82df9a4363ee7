"""An analysis as FHIR R5 (the extra ``fhir``)."""
