"""An analysis as objects of DICOM (the extra ``dicom``)."""
