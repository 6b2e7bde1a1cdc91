package io.clustergateway.testkit.junit;

import io.clustergateway.testkit.pocket.PocketApiServer;
import io.clustergateway.testkit.pocket.PocketHub;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A pocket hub on a Vert.x of its own. Must be a static field. */
public final class PocketHubExtension implements BeforeAllCallback, AfterAllCallback {

    private static final long LIMIT_SECONDS = 30;

    private final Vertx vertx = Vertx.vertx();
    private final PocketHub hub;

    private PocketHubExtension(PocketOptions options) {
        this.hub = new PocketHub(vertx, options);
    }

    public static PocketHubExtension create() {
        return with(PocketOptions.create("pocket-hub-ca"));
    }

    public static PocketHubExtension with(PocketOptions options) {
        return new PocketHubExtension(options);
    }

    public PocketHub hub() {
        return hub;
    }

    public PocketApiServer server() {
        return hub.server();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws TimeoutException {
        hub.start().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void afterAll(ExtensionContext context) throws TimeoutException {
        hub.stop().await(LIMIT_SECONDS, TimeUnit.SECONDS);
        vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
