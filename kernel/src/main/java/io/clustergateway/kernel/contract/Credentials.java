package io.clustergateway.kernel.contract;

import java.util.List;

/**
 * Everything a client showed to say who it is, not yet believed.
 *
 * @param chain of its connection
 * @param bearerToken of the Authorization header or the WebSocket subprotocol, empty for none
 * @param headers those named by {@link CredentialHeaders}, in the order received; believed only behind a certificate of
 *     the request-header CA
 */
public record Credentials(ClientChain chain, String bearerToken, List<Header> headers) {
    /** Copies the list. */
    public Credentials {
        headers = List.copyOf(headers);
    }

    /**
     * One header line.
     *
     * @param name as received
     */
    public record Header(String name, String value) {}

    @Override
    public String toString() {
        return "Credentials[chain=%s, bearerToken=%s, headers=%d]"
                .formatted(chain.sha256(), bearerToken.isEmpty() ? "none" : "masked", headers.size());
    }
}
