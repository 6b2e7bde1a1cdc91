package io.clustergateway.dist;

import java.util.List;
import java.util.Map;

/** A client that follows the ConfigMaps of one namespace of the member, through hub and gateway. */
interface Follower extends AutoCloseable {
    /** Forgets what it was told. To be called while nothing changes; {@code version} is that of the collection. */
    void begin(long version);

    /** Its picture of the namespace: names and resource versions. */
    Map<String, Long> store();

    /** What its user was told since {@link #begin}, in order. */
    List<Change> told();

    /** Watches it began since {@link #begin}. */
    int watches();

    @Override
    void close();
}
