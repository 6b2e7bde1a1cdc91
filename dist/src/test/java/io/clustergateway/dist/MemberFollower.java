package io.clustergateway.dist;

import java.util.Map;

/** A client that follows the clustergateways of the hub. */
interface MemberFollower extends AutoCloseable {
    /** Its picture: names and resource versions. */
    Map<String, String> store();

    @Override
    void close();
}
