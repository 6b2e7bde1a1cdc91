package io.clustergateway.members.dial;

import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.transport.Transport;

/** Puts {@link MemberTransport} under every Vert.x made where this library is: nobody can forget the guard. */
public final class MemberTransportProvider implements VertxServiceProvider {
    @Override
    public void init(VertxBootstrap builder) {
        Transport chosen = builder.transport();
        // Vert.x falls back to NIO too, but would then drop this wrapper with the transport it wraps.
        Transport usable = chosen != null && chosen.isAvailable()
                ? chosen
                : io.vertx.core.transport.Transport.NIO.implementation();
        builder.transport(new MemberTransport(usable));
    }
}
