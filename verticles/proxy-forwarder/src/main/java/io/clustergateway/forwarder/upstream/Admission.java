package io.clustergateway.forwarder.upstream;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** The front door's decision about one request for a member. */
@FunctionalInterface
public interface Admission {
    /**
     * Who asks, whether they may, and as whom they appear at the member. The request is paused meanwhile, and the client
     * may leave.
     *
     * @return fails with a {@link io.clustergateway.kernel.Failure} for every refusal; any other failure is answered 500
     */
    Future<Admitted> admit(HttpServerRequest request);
}
