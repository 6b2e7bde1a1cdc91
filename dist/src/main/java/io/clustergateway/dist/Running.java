package io.clustergateway.dist;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gateway that runs until the process is told to end. */
final class Running {
    /** Exit code of a command that goes on in the background. */
    static final int IN_BACKGROUND = -1;

    private static final Logger log = LoggerFactory.getLogger(Running.class);

    private Running() {}

    /**
     * Starts a gateway and returns; SIGTERM or SIGINT drains it and ends the process with 0.
     *
     * @param ended runs last, whatever happened before
     * @throws RuntimeException the first fault, after everything that was started is down again
     */
    static Gateway start(Function<Vertx, Gateway> assembly, Runnable ended) {
        Vertx vertx = Vertx.vertx(options());
        try {
            Gateway gateway = assembly.apply(vertx);
            gateway.start().await();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(vertx, gateway, ended), "shutdown"));
            return gateway;
        } catch (RuntimeException e) {
            vertx.close().await();
            throw e;
        }
    }

    /** Without Vert.x's folder for files of the class path, which are none: the root may be read-only, and no folder writable. */
    static VertxOptions options() {
        return new VertxOptions()
                .setPreferNativeTransport(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
    }

    /** A JVM ended by a signal exits with 128 and the signal's number unless a hook decides otherwise. */
    private static void drain(Vertx vertx, Gateway gateway, Runnable ended) {
        int code = 0;
        try {
            log.info("going down: readiness fails, requests in flight finish");
            gateway.stop().await();
            vertx.close().await();
            ended.run();
            log.info("down");
        } catch (RuntimeException e) {
            log.error("could not go down cleanly", e);
            code = 1;
        }
        Runtime.getRuntime().halt(code);
    }
}
