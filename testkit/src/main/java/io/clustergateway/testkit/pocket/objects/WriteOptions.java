package io.clustergateway.testkit.pocket.objects;

/** How a write is meant: {@code dryRun} keeps it from the store, {@code manager} is booked as holder of what it changes. */
public record WriteOptions(String manager, boolean dryRun) {

    public static final WriteOptions SEEDED = new WriteOptions("testkit", false);
}
