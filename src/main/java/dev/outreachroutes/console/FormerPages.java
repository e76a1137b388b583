package dev.outreachroutes.console;

import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Leads from the addresses that dead letters and the audit had before Hawtio had pages of them to these pages, so that links in messages
 * and notes go on working. Where Hawtio has a port of its own it has no such pages, and there is nothing at these addresses.
 */
@Controller
@ConditionalOnManagementPort(ManagementPortType.SAME)
class FormerPages {

    private static final String CONSOLE = "/actuator/hawtio/outreach";

    private static final List<String> KEPT = List.of("destination", "reason", "prospect", "text");

    /** Both tell the state of letters, each by a parameter of its own name; one looks at letters one by one only when asked to. */
    @GetMapping("/dead-letters")
    String deadLetters(@RequestParam MultiValueMap<String, String> asked) {
        UriComponentsBuilder address = UriComponentsBuilder.fromPath(CONSOLE + "/dead-letters");
        boolean narrowed = !asked.keySet().stream().allMatch("destination"::equals);
        if (narrowed) {
            address.queryParam("view", "list");
        }
        for (String name : KEPT) {
            add(address, name, asked.getFirst(name));
        }
        add(address, "letters", asked.getFirst("state"));
        return "redirect:" + address.encode().toUriString();
    }

    private static void add(UriComponentsBuilder address, String name, String value) {
        if (value != null && !value.isEmpty()) {
            // As a variable, so that everything is encoded that means something in an address.
            address.queryParam(name, "{" + name + "}").uriVariables(Map.of(name, value));
        }
    }

    @GetMapping("/dead-letters/{id}")
    String deadLetter(@PathVariable long id) {
        return "redirect:" + CONSOLE + "/dead-letters/" + id;
    }

    @GetMapping("/audit")
    String audit() {
        return "redirect:" + CONSOLE + "/audit";
    }
}
