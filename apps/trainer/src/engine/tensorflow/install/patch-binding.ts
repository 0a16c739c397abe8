const STRING_CASE = "    case TF_ATTR_STRING: {\n";
const TYPE_CASE = "    case TF_ATTR_TYPE: {\n";

const STRING_LIST = `
      if (IsArray(env, nstatus, &js_value)) {
        uint32_t length;
        nstatus = napi_get_array_length(env, js_value, &length);
        ENSURE_NAPI_OK(env, nstatus);
        std::vector<std::string> strings(length);
        std::vector<const void *> values(length);
        std::vector<size_t> lengths(length);
        for (uint32_t i = 0; i < length; ++i) {
          napi_value element;
          nstatus = napi_get_element(env, js_value, i, &element);
          ENSURE_NAPI_OK(env, nstatus);
          nstatus = GetStringParam(env, element, strings[i]);
          ENSURE_NAPI_OK(env, nstatus);
          values[i] = strings[i].data();
          lengths[i] = strings[i].size();
        }
        TFE_OpSetAttrStringList(tfe_op, attr_name, values.data(),
                                lengths.data(), static_cast<int>(length));
        break;
      }
`;

const TYPE_LIST = `
      if (IsArray(env, nstatus, &js_value)) {
        uint32_t length;
        nstatus = napi_get_array_length(env, js_value, &length);
        ENSURE_NAPI_OK(env, nstatus);
        std::vector<TF_DataType> types(length);
        for (uint32_t i = 0; i < length; ++i) {
          napi_value element;
          nstatus = napi_get_element(env, js_value, i, &element);
          ENSURE_NAPI_OK(env, nstatus);
          nstatus = napi_get_value_int32(
              env, element, reinterpret_cast<int32_t *>(&types[i]));
          ENSURE_NAPI_OK(env, nstatus);
        }
        TFE_OpSetAttrTypeList(tfe_op, attr_name, types.data(),
                              static_cast<int>(length));
        break;
      }
`;

/**
 * Lets an op's attribute be a list of strings or of types, as TensorFlow's fused convolutions need.
 *
 * A source in which the places are not found, each once, is returned as it is: it works without.
 */
export function patchBinding(source: string): string {
  if (source.split(STRING_CASE).length !== 2 || source.split(TYPE_CASE).length !== 2) return source;
  return source
    .replace(STRING_CASE, () => STRING_CASE + STRING_LIST)
    .replace(TYPE_CASE, () => TYPE_CASE + TYPE_LIST);
}
