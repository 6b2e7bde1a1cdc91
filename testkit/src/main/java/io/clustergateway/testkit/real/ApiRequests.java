package io.clustergateway.testkit.real;

import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.certificates.TlsContexts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.X509Certificate;
import java.time.Duration;

/** Requests to one API server with a client certificate, one after another. */
final class ApiRequests {

    private final String url;
    private final HttpClient client;

    ApiRequests(String url, X509Certificate ca, Issued identity) {
        this.url = url;
        // HTTP/1.1: a connection of HTTP/2 that died with the server is found dead only by the next request.
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(TlsContexts.showing(identity, ca))
                .build();
    }

    /**
     * @param body JSON; empty for none
     * @throws IOException when there is no answer within 15 seconds
     */
    ApiAnswer send(String method, String path, String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(15))
                .header("Content-Type", contentType(method))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            return new ApiAnswer(method + " " + path, response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during " + method + " " + path, e);
        }
    }

    private static String contentType(String method) {
        return method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
    }
}
