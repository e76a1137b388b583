package dev.outreachroutes.sandbox;

import io.netty.handler.codec.http.QueryStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Pages of a list by cursor, for one kind of resource; the cursor is the id of the last one. */
final class Paging {

    private final SandboxSettings settings;
    private final String url;
    private final String controller;

    /** The controller is the word in the cursor, such as {@code ProspectsController}. */
    Paging(SandboxSettings settings, String url, String controller) {
        this.settings = settings;
        this.url = url;
        this.controller = controller;
    }

    /** How many are asked for on a page, and allowed. */
    int size(Call call) {
        int most = settings.get(Knobs.LIST_MOST);
        String text = call.parameter("page[size]");
        try {
            return text == null ? Math.min(most, 50) : Math.min(most, Math.max(1, Integer.parseInt(text)));
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("page[size] takes a number, not '" + text + "'.");
        }
    }

    /** The id after which the page begins: that of the cursor, or one before all others. */
    long from(Call call, boolean backwards) {
        String cursor = call.parameter("page[after]");
        if (cursor == null) {
            return backwards ? Long.MAX_VALUE : Long.MIN_VALUE;
        }
        try {
            return Call.JSON
                    .readTree(Base64.getUrlDecoder().decode(cursor))
                    .path("id")
                    .asLong();
        } catch (IOException | IllegalArgumentException e) {
            throw Refusal.badRequest("page[after] is not a cursor.");
        }
    }

    /** Where the next page is when this one ends with the id. */
    String next(Call call, long id) {
        QueryStringEncoder next = new QueryStringEncoder(url + call.path());
        call.parameters().forEach((name, values) -> {
            if (!name.equals("page[after]")) {
                values.forEach(value -> next.addParam(name, value));
            }
        });
        String cursor = "{\"cn\":\"ApiV2::" + controller + "\",\"sp\":\"id\",\"id\":" + id + ",\"v\":1}";
        next.addParam("page[after]", Base64.getUrlEncoder().encodeToString(cursor.getBytes(StandardCharsets.UTF_8)));
        return next.toString();
    }
}
