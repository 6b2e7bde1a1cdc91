package io.clustergateway.hub;

import io.vertx.core.json.JsonObject;

/**
 * What an informer tells, in the hub's order, on the context on which {@link HubApi#inform} was called. After a list
 * has been interrupted and taken again, only differences are told.
 */
public interface Listener {
    /** A list is about to be told: of what happened before it only the outcome, in no order. */
    default void listing() {}

    /**
     * An object is there, or has changed: never twice in the same version.
     *
     * @param object whole, as the hub sent it; items of a list carry no kind
     */
    void put(JsonObject object);

    /**
     * An object is no more.
     *
     * @param namespace empty for a cluster-scoped one
     * @param resourceVersion of its deletion, or of the list in which it was missing
     */
    void gone(String namespace, String name, String resourceVersion);

    /** A list has been told whole: the first one, and each that had to be taken again. */
    void synced(String resourceVersion);

    /** Nothing else has changed up to this version (a bookmark). */
    default void resourceVersion(String resourceVersion) {}

    /** The hub answers: once at first, and once after each {@link #unreachable}. */
    default void reachable() {}

    /**
     * The hub does not answer, or refuses: once for each kind of fault, until it is reachable again. What was told
     * before stays true as far as anybody knows; the informer goes on trying each second.
     */
    default void unreachable(HubFault fault) {}
}
