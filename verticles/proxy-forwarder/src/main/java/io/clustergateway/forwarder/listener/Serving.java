package io.clustergateway.forwarder.listener;

import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.kernel.ops.Metrics;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.vertx.core.Vertx;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What all listeners of one module share: settings, certificates and the port. Safe from any thread. */
public final class Serving {
    private final ListenerSettings settings;
    private final ServingCertificates certificates;
    private final SharedPort port;
    private volatile ListenerSettings.Changing changing;
    private @Nullable ClientConnections clients;
    private boolean shown;

    /** Reads no file yet. */
    public Serving(ListenerSettings settings) {
        this.settings = settings;
        this.changing = settings.changing();
        this.certificates = new ServingCertificates(settings);
        this.port = new SharedPort(settings.port());
    }

    /** A listener for the calling verticle, not listening yet. */
    public Listener listener(Vertx vertx, ModuleContext module) {
        show(module.metrics());
        return new Listener(vertx, module, settings, () -> changing, certificates, port, clients(module));
    }

    private synchronized ClientConnections clients(ModuleContext module) {
        ClientConnections made = clients;
        if (made == null) {
            made = new ClientConnections(module.metrics().prometheus());
            clients = made;
        }
        return made;
    }

    /** Other limits for connections from now on. */
    public void use(ListenerSettings.Changing next) {
        changing = next;
    }

    /** As given. */
    public ListenerSettings settings() {
        return settings;
    }

    /** The port listened on, once that has happened. */
    public OptionalInt boundPort() {
        return port.number();
    }

    private synchronized void show(Metrics process) {
        if (!shown) {
            shown = true;
            GaugeWithCallback.builder()
                    .name("cluster_gateway_serving_certificate_expiration_timestamp_seconds")
                    .help("When the first of the certificates in service ends.")
                    .callback(gauge -> certificates.end().ifPresent(end -> gauge.call(end.getEpochSecond())))
                    .register(process.prometheus());
        }
    }
}
