package io.clustergateway.testkit.junit;

import io.clustergateway.testkit.pocket.PocketApiServer;
import io.clustergateway.testkit.pocket.PocketHub;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A pocket hub on a Vert.x of its own. Must be a static field. */
public final class PocketHubExtension implements BeforeAllCallback, AfterAllCallback {

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
    public void beforeAll(ExtensionContext context) {
        hub.start().await();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        hub.stop().eventually(vertx::close).await();
    }
}
