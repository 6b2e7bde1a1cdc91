package io.clustergateway.testkit.link;

import io.netty.channel.ChannelOption;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** One connection of a link, both ways. Lives on its context; the methods without a comment on threads may be called from any. */
final class SpoiledConnection {
    private final Context context;
    private final Vertx vertx;
    private final NetSocket near;
    private final NetSocket far;
    private final Supplier<List<Toxic>> toxics;
    private final Map<Toxic, Boolean> struck = new HashMap<>();
    private final Set<Toxic> armed = new HashSet<>();
    private final SpoiledStream up;
    private final SpoiledStream down;

    SpoiledConnection(Vertx vertx, NetSocket near, NetSocket far, Supplier<List<Toxic>> toxics) {
        this.context = vertx.getOrCreateContext();
        this.vertx = vertx;
        this.near = near;
        this.far = far;
        this.toxics = toxics;
        this.up = new SpoiledStream(vertx, near, far, type -> find(Toxic.Stream.UPSTREAM, type));
        this.down = new SpoiledStream(vertx, far, near, type -> find(Toxic.Stream.DOWNSTREAM, type));
    }

    /** On its context. */
    void start(Runnable ended) {
        near.closeHandler(closed -> {
            ended.run();
            up.sourceEnded();
        });
        far.closeHandler(closed -> down.sourceEnded());
        up.start();
        down.start();
        arm();
    }

    void toxicsChanged() {
        context.runOnContext(hop -> arm());
    }

    void closeIfStruckBy(Toxic toxic) {
        context.runOnContext(hop -> {
            if (struck.getOrDefault(toxic, false)) {
                near.close();
                far.close();
            }
        });
    }

    void reset() {
        context.runOnContext(hop -> {
            reset(near);
            reset(far);
        });
    }

    /** Closes with RST, on the socket's context. */
    static void reset(NetSocket socket) {
        ((NetSocketInternal) socket).channelHandlerContext().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        socket.close();
    }

    private void arm() {
        for (Toxic toxic : toxics.get()) {
            boolean ends = toxic.type() == Toxic.Type.RESET_PEER
                    || toxic.type() == Toxic.Type.TIMEOUT && toxic.attribute("timeout") > 0;
            if (strikes(toxic) && ends && armed.add(toxic)) {
                vertx.setTimer(Math.max(1, toxic.attribute("timeout")), due -> end(toxic));
            }
        }
    }

    private void end(Toxic toxic) {
        if (!toxics.get().contains(toxic)) {
            armed.remove(toxic);
        } else if (toxic.type() == Toxic.Type.RESET_PEER) {
            reset(near);
            reset(far);
        } else {
            near.close();
            far.close();
        }
    }

    private List<Toxic> find(Toxic.Stream stream, Toxic.Type type) {
        return toxics.get().stream()
                .filter(toxic -> toxic.stream() == stream && toxic.type() == type && strikes(toxic))
                .toList();
    }

    /** Decided once for each connection and toxic. */
    private boolean strikes(Toxic toxic) {
        return struck.computeIfAbsent(
                toxic, known -> ThreadLocalRandom.current().nextDouble() < known.toxicity());
    }
}
