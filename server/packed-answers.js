/**
 * Lets Next's compression see the type of a JSON answer of a route: Next sets a route's headers as lists, and of a list
 * the compression does not know whether it may be packed. Streams of events stay as they are.
 */
export function letJsonBePacked(response) {
  const set = response.setHeader.bind(response);
  response.setHeader = (name, value) => {
    const [only, ...others] = Array.isArray(value) ? value : [];
    const isJson = name.toLowerCase() === "content-type" && String(only).startsWith("application/json");
    return set(name, isJson && others.length === 0 ? only : value);
  };
}
