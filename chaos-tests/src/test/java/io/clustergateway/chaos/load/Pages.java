package io.clustergateway.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.chaos.rig.Front;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/** What the gateway itself serves on its secure port. */
public final class Pages {
    private static final String GROUP = "/apis/cluster.core.oam.dev";
    private static final String ALPHA = GROUP + "/v1alpha1/clustergateways/alpha";
    private static final List<String> ALL = List.of(
            "/apis",
            GROUP,
            GROUP + "/v1alpha1",
            GROUP + "/v1alpha1/clustergateways",
            ALPHA,
            ALPHA + "/health",
            ALPHA + "/proxy/version",
            "/openapi/v2",
            "/openapi/v3",
            "/version",
            "/metrics",
            "/healthz",
            "/livez",
            "/readyz");

    private Pages() {}

    /** Reads each of them once; all must be there. */
    public static void readAll(Front rig) {
        HttpClient client = Clients.ofUser(rig, "reader", HttpVersion.HTTP_2, true);
        for (String page : ALL) {
            int status = client.request(HttpMethod.GET, page)
                    .compose(request ->
                            request.send().compose(response -> response.body().map(body -> response.statusCode())))
                    .await();
            assertThat(status).as(page).isEqualTo(200);
        }
        client.close().await();
    }
}
