package io.clustergateway.testkit.junit;

import io.clustergateway.testkit.pocket.PocketApiServer;
import io.clustergateway.testkit.pocket.PocketMember;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A pocket member on a Vert.x of its own. Must be a static field. */
public final class PocketMemberExtension implements BeforeAllCallback, AfterAllCallback {

    private static final long LIMIT_SECONDS = 30;

    private final Vertx vertx = Vertx.vertx();
    private final PocketMember member;

    private PocketMemberExtension(String name, PocketOptions options) {
        this.member = PocketMember.create(vertx, name, options);
    }

    public static PocketMemberExtension named(String name) {
        return named(name, PocketOptions.create(name + "-ca"));
    }

    public static PocketMemberExtension named(String name, PocketOptions options) {
        return new PocketMemberExtension(name, options);
    }

    public PocketMember member() {
        return member;
    }

    public PocketApiServer server() {
        return member.server();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws TimeoutException {
        member.start().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void afterAll(ExtensionContext context) throws TimeoutException {
        member.stop().await(LIMIT_SECONDS, TimeUnit.SECONDS);
        vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
