package io.clustergateway.registry;

import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.contract.ClusterTable;
import io.vertx.core.Context;
import java.util.function.UnaryOperator;

/**
 * The table of members as other verticles have it. Changes that arrive together are published together, and nothing is
 * published before the first list is whole. Used on its verticle's context only.
 */
final class Publication {
    private final Bus.Publisher<ClusterTable> publisher;
    private final Chronicle chronicle;
    private final Context context;
    private ClusterTable table = ClusterTable.EMPTY;
    private boolean begun;
    private boolean scheduled;
    private boolean closed;

    /** @param chronicle that is written each time before the table is published, and told of it afterwards */
    Publication(Bus.Publisher<ClusterTable> publisher, Chronicle chronicle, Context context) {
        this.publisher = publisher;
        this.chronicle = chronicle;
        this.context = context;
    }

    ClusterTable table() {
        return table;
    }

    void change(UnaryOperator<ClusterTable> next) {
        table = next.apply(table);
        soon();
    }

    /** In step with the hub up to this version. */
    void at(String resourceVersion) {
        chronicle.at(resourceVersion);
        change(known -> known.at(chronicle.current().version()));
    }

    /** The first list is whole. */
    void begin() {
        begun = true;
    }

    boolean hasBegun() {
        return begun;
    }

    void soon() {
        if (begun && !scheduled) {
            scheduled = true;
            context.runOnContext(ignored -> publish());
        }
    }

    void close() {
        closed = true;
    }

    private void publish() {
        scheduled = false;
        if (!closed) {
            chronicle.write();
            publisher.publish(table);
            chronicle.tell();
        }
    }
}
