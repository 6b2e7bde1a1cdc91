package io.clustergateway.bench.members;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;

/** A member in a process of its own. */
public final class Frozen {
    private Frozen() {}

    /** Arguments: path of certificate and key without their endings, and a port. */
    public static void main(String... arguments) throws Exception {
        Beside.server(
                Vertx.vertx(),
                Files.readString(Path.of(arguments[0] + ".crt")),
                Files.readString(Path.of(arguments[0] + ".key")),
                Integer.parseInt(arguments[1]),
                request -> request.response().end("{}"));
    }
}
