package io.clustergateway.kernel.config;

import java.util.function.Function;

/**
 * A section that may change while running.
 *
 * @param path of the section in the configuration tree
 * @param reader reads a new version of it, noting faults there as ever, and gives what puts it in force; that is called
 *     only when there is no fault, on any thread, and does not block
 */
public record Reloadable(String path, Function<Settings, Runnable> reader) {}
