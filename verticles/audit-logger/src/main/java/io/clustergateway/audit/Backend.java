package io.clustergateway.audit;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Where events go. Used by one thread, which may block. */
interface Backend {
    /** As in the label {@code plugin} of kube-apiserver's metrics. */
    String plugin();

    /** Where it writes, for people. */
    String target();

    /**
     * Gets ready to write; whatever the operator has to mend is a {@link io.clustergateway.kernel.StartFault}.
     *
     * @param closing zero once nobody has time to wait any more
     */
    void open(CountDownLatch closing) throws IOException;

    /** Writes all of them, or fails; the message names no credential. */
    void write(List<JsonObject> events) throws IOException;

    void close();
}
