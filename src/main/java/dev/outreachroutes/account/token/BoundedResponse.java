package dev.outreachroutes.account.token;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** An answer whose body is in memory, because it is small. */
record BoundedResponse(HttpStatusCode status, String reason, HttpHeaders headers, byte[] body)
        implements ClientHttpResponse {

    /**
     * @throws IOException when the body is longer than that
     */
    static BoundedResponse of(ClientHttpResponse response, int longest) throws IOException {
        try (response;
                InputStream body = response.getBody()) {
            byte[] bytes = body.readNBytes(longest + 1);
            if (bytes.length > longest) {
                throw new IOException("the answer is longer than " + longest + " bytes");
            }
            return new BoundedResponse(
                    response.getStatusCode(), response.getStatusText(), response.getHeaders(), bytes);
        }
    }

    @Override
    public HttpStatusCode getStatusCode() {
        return status;
    }

    @Override
    public String getStatusText() {
        return reason;
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public InputStream getBody() {
        return new ByteArrayInputStream(body);
    }

    @Override
    public void close() {}
}
