package io.clustergateway.kernel.management;

import io.clustergateway.kernel.DecodedQuery;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operations endpoints in plain HTTP, for probes and scrapers beside the gateway, and where wanted the status page.
 * On loopback unless told otherwise, because it asks nobody who they are; the status page does.
 */
public final class ManagementPort implements Module {
    private static final Logger log = LoggerFactory.getLogger(ManagementPort.class);

    private final String address;
    private final int port;
    private final boolean hasStatusPage;

    /**
     * Reads {@code management.bindAddress} (127.0.0.1), {@code management.port} (0 to 65535; 0 switches it off, as
     * for kube-scheduler's insecure port; absent: 9440) and {@code management.statusPage} (false).
     */
    public ManagementPort(Settings settings) {
        address = settings.string("bindAddress", "127.0.0.1");
        port = settings.integer("port", 9440, 0, 65535);
        hasStatusPage = settings.bool("statusPage", false);
        if (hasStatusPage && port == 0) {
            settings.fault("statusPage", true, "false, or a management port other than 0");
        }
    }

    /** Whether the module status-page is wanted. */
    public boolean hasStatusPage() {
        return hasStatusPage;
    }

    @Override
    public String name() {
        return "management-port";
    }

    @Override
    public Deployable verticle(ModuleContext context) {
        return new Listener(context);
    }

    private final class Listener extends VerticleBase {
        private final ModuleContext module;

        Listener(ModuleContext module) {
            this.module = module;
        }

        @Override
        public Future<?> start() {
            if (port == 0) {
                module.condition().ready();
                return Future.succeededFuture();
            }
            return vertx.createHttpServer(
                            new HttpServerOptions().setHost(address).setPort(port))
                    .requestHandler(this::answer)
                    .listen()
                    .onSuccess(server -> module.condition().ready())
                    .recover(error -> Future.failedFuture(explained(error)));
        }

        private void answer(HttpServerRequest request) {
            HttpServerResponse response = request.response();
            if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
                response.setStatusCode(405).putHeader("allow", "GET, HEAD").end();
                return;
            }
            if (hasStatusPage && StatusPages.isPath(request.path())) {
                StatusPages.answer(module.bus(), request);
                return;
            }
            Future.succeededFuture(request)
                    .map(ManagementPort::query)
                    .compose(query -> module.ops().answer(context, request.path(), query, true, accept(request)))
                    .onSuccess(found -> found.ifPresentOrElse(
                            answer -> response.setStatusCode(answer.code())
                                    .putHeader("content-type", answer.contentType())
                                    .end(answer.body()),
                            () -> response.setStatusCode(404).end()))
                    .onFailure(error -> refuse(request, error));
        }

        private void refuse(HttpServerRequest request, Throwable error) {
            if (error instanceof Failure failure) {
                Refusal.send(request.response(), failure);
                return;
            }
            log.warn("a page of the management port cannot be made path={}", request.path(), error);
            request.response().setStatusCode(500).end();
        }

        private Throwable explained(Throwable error) {
            if (error instanceof IOException) {
                return new StartFault(
                        "--management-port: %s:%d cannot be bound: %s (mend: free the port or name another)"
                                .formatted(address, port, error.getMessage()),
                        error);
            }
            return error;
        }
    }

    private static Map<String, List<String>> query(HttpServerRequest request) {
        String query = request.query();
        return new DecodedQuery(query == null ? "" : query).values();
    }

    private static String accept(HttpServerRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept == null ? "" : accept;
    }
}
