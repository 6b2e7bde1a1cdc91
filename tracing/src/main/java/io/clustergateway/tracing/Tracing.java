package io.clustergateway.tracing;

import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.kernel.trace.Tracer;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The module that sends traces; there while a TracingConfiguration is named. */
public final class Tracing implements Module {
    private final Spans spans;

    private Tracing(Spans spans) {
        this.spans = spans;
    }

    /**
     * Reads {@code tracing.configFile} and the file it names; blocks for the latter. Connects to nobody yet.
     *
     * @param replica which of several gateways this is
     * @return empty when none is named; what is wrong becomes a fault of the section
     */
    public static Optional<Tracing> of(Settings tracing, String replica) {
        return tracing.path("configFile")
                .flatMap(file -> read(tracing, file))
                .map(configuration -> new Tracing(new Spans(configuration, replica)));
    }

    /** By whom requests are traced. */
    public Tracer tracer() {
        return spans;
    }

    @Override
    public String name() {
        return "tracing";
    }

    @Override
    public Deployable verticle(ModuleContext context) {
        spans.count(context.metrics());
        return new Verticle(context);
    }

    private static Optional<TracingConfiguration> read(Settings tracing, Path file) {
        String expected = "a TracingConfiguration of apiserver.config.k8s.io";
        try {
            return Optional.of(TracingConfiguration.read(Files.readString(file)));
        } catch (IOException e) {
            tracing.fault("configFile", file + " cannot be read", expected);
        } catch (IllegalArgumentException e) {
            tracing.fault("configFile", file + ": " + e.getMessage(), expected);
        }
        return Optional.empty();
    }

    private final class Verticle extends VerticleBase {
        private final ModuleContext module;

        Verticle(ModuleContext module) {
            this.module = module;
        }

        @Override
        public Future<?> start() {
            module.condition().ready();
            return Future.succeededFuture();
        }

        /** What the last requests left goes out first. */
        @Override
        public Future<?> stop() {
            return vertx.executeBlocking(() -> {
                spans.flush();
                if (module.ops().isShuttingDown()) {
                    spans.close();
                }
                return null;
            });
        }
    }
}
