package io.clustergateway.testkit.certificates;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The JDK's TLS with certificates of the tests: it believes certain authorities and no others. */
public final class TlsContexts {
    private static final char[] NO_PASSWORD = {};

    private TlsContexts() {}

    /** Shows no certificate. */
    public static SSLContext believing(X509Certificate authority) {
        return believing(List.of(authority));
    }

    /** Shows no certificate. */
    public static SSLContext believing(Collection<X509Certificate> authorities) {
        try {
            return context(new KeyManager[0], authorities);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS that believes " + authorities, e);
        }
    }

    /** Shows this certificate, as a client or as a server. */
    public static SSLContext showing(Issued identity, X509Certificate authority) {
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry("own", identity.key(), NO_PASSWORD, new Certificate[] {identity.certificate()});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            return context(keys.getKeyManagers(), List.of(authority));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS that shows " + identity, e);
        }
    }

    private static SSLContext context(KeyManager[] keys, Collection<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        for (X509Certificate authority : authorities) {
            store.setCertificateEntry("authority-" + store.size(), authority);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
