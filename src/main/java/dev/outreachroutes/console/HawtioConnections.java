package dev.outreachroutes.console;

import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Hawtio asks for connections to other processes that were made in advance. There are none: it shows this process alone. */
@RestController
class HawtioConnections {

    @GetMapping(path = "/actuator/hawtio/preset-connections", produces = MediaType.APPLICATION_JSON_VALUE)
    List<String> none() {
        return List.of();
    }
}
