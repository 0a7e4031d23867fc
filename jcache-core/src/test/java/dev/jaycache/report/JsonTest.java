package dev.jaycache.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {
  /** Names of two words, and something that may be missing. */
  public record Row(String firstName, int slotsAssigned, @Nullable String socketPath) {}

  /** Rows inside. */
  public record Page(String group, List<Row> nodes, boolean last) {}

  @Test
  void records_areObjectsWithNamesInSnakeCase() {
    Page page = new Page("g", List.of(new Row("a", 1, null), new Row("b", -2, "/x")), true);
    assertEquals(
        "{\"group\":\"g\",\"nodes\":[{\"first_name\":\"a\",\"slots_assigned\":1},"
            + "{\"first_name\":\"b\",\"slots_assigned\":-2,\"socket_path\":\"/x\"}],"
            + "\"last\":true}",
        Json.of(page));
  }

  @Test
  void plainValues_areThemselves() {
    assertEquals("[1,2.5,\"x\",null,true]", Json.of(Arrays.asList(1L, 2.5, "x", null, true)));
    assertEquals("null", Json.of(Double.NaN));
    assertEquals("{\"k\":[]}", Json.of(Map.of("k", List.of())));
    assertEquals("{\"k\":null}", Json.of(Collections.singletonMap("k", null)));
  }

  @Test
  void anyText_isReadBackAsItWas() throws Exception {
    StringBuilder all = new StringBuilder("\ud83d\ude00");
    for (char c = 0; c < 0x3000; c++) {
      all.append(c);
    }
    String json = Json.of(all.toString());
    assertEquals(all.toString(), new ObjectMapper().readValue(json, String.class));
    assertEquals("\"\\u001b[2J\\u009b\\n\"", Json.of("\u001b[2J\u009b\n"));
    assertEquals("\"\\ud83d\"", Json.of("\ud83d"));
  }

  @Test
  void otherObjects_areRefused() {
    assertThrows(IllegalArgumentException.class, () -> Json.of(new Object()));
  }
}
