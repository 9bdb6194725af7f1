"""Our client against applications that are written with the vendor's published SDKs."""
