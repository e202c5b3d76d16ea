package io.mergesuite.imports;

import jakarta.enterprise.context.ApplicationScoped;

/** The import jobs of a service. Passed to {@link ImportResource}. */
@ApplicationScoped
public class Imports {}
