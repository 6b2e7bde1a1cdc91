package io.clustergateway.hub;

import io.kubernetes.client.util.exception.TokenAquisitionException;
import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;

/** The token for the hub cannot be read; as an IOException, because anything else kills the calling thread. */
final class NoCredential extends IOException {
    private static final long serialVersionUID = 1;

    private NoCredential(TokenAquisitionException cause) {
        super(
                "no credential for the hub: its token cannot be read (expected: a readable token file or a working exec plugin)",
                cause);
    }

    static Response intercept(Interceptor.Chain chain) throws IOException {
        try {
            return chain.proceed(chain.request());
        } catch (TokenAquisitionException e) {
            throw new NoCredential(e);
        }
    }
}
